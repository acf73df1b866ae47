package main

import "testing"

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestListensWhereTheEnvironmentSays(t *testing.T) {
	got, err := readConfig(environment(map[string]string{"PORT": "3000", "HOST": "127.0.0.1"}))
	if err != nil || got.address != "127.0.0.1:3000" {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestListensEverywhereOn8080ByDefault(t *testing.T) {
	got, err := readConfig(environment(nil))
	if err != nil || got.address != ":8080" {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestFailsWithAPortThatIsNone(t *testing.T) {
	for _, port := range []string{"http", "0", "65536", "-1"} {
		if _, err := readConfig(environment(map[string]string{"PORT": port})); err == nil {
			t.Errorf("PORT=%s was taken", port)
		}
	}
}
