// ask.mjs STATUS PATH [TEXT]: fails unless the application answers with that status and text, which takes seconds on a busy machine.
const [status, path, text = ''] = process.argv.slice(2);
const deadline = Date.now() + 120_000;
let answer;
do {
  answer = await fetch(`http://127.0.0.1:3000${path}`).then(
    async (response) => `${response.status} ${await response.text()}`,
    (error) => String(error.cause?.code ?? error),
  );
  if (answer.startsWith(`${status} `) && answer.includes(text)) process.exit(0);
  await new Promise((resolve) => setTimeout(resolve, 100));
} while (Date.now() < deadline);
console.error(`GET ${path}: expected ${status} ${text}, got: ${answer}`);
process.exit(1);
