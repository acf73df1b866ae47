"""What was checked, and what failed."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DeployedStack:
    name: str
    created: int
    # Number of resources by type that moto cannot create from a template.
    left_out: dict[str, int]


@dataclass
class Report:
    passed: int = 0
    failures: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def equal(self, what: str, actual: object, expected: object) -> None:
        if actual == expected:
            self.passed += 1
            print(f"  ok    {what}: {actual}", flush=True)
            return
        self.fail(f"{what} must be {expected!r}, got: {actual!r}")

    def fail(self, text: str) -> None:
        self.failures.append(text)
        print(f"  FAIL  {text}", flush=True)

    def deployed(self, stack: DeployedStack) -> None:
        print(f"  stack {stack.name}: {stack.created} resources created")
        if stack.left_out:
            types = ", ".join(f"{count} {name}" for name, count in sorted(stack.left_out.items()))
            print(f"        moto cannot create from a template: {types}", flush=True)

    def end(self) -> int:
        print(f"\nverification: {self.passed} passed, {len(self.failures)} failed")
        for failure in self.failures:
            print(f"  {failure}")
        return 1 if self.failures or not self.passed else 0
