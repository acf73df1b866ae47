package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnswers(t *testing.T) {
	for _, example := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/health", http.StatusOK, `{"status":"ok"}`},
		{"GET", "/version", http.StatusOK, `{"commit":"development"}`},
		{"GET", "/greetings/Ada", http.StatusOK, `{"greeting":"Hello, Ada"}`},
		{"GET", "/nothing", http.StatusNotFound, "404 page not found"},
		{"POST", "/health", http.StatusMethodNotAllowed, "Method Not Allowed"},
	} {
		t.Run(example.method+" "+example.path, func(t *testing.T) {
			response := httptest.NewRecorder()
			newHandler(slog.New(slog.DiscardHandler)).ServeHTTP(response, httptest.NewRequest(example.method, example.path, nil))
			if response.Code != example.status || strings.TrimSpace(response.Body.String()) != example.body {
				t.Errorf("got %d %q", response.Code, response.Body)
			}
		})
	}
}
