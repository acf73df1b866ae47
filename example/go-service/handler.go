package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"time"
)

func newHandler(logger *slog.Logger) http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /health", func(response http.ResponseWriter, _ *http.Request) {
		answer(response, map[string]string{"status": "ok"})
	})
	routes.HandleFunc("GET /version", func(response http.ResponseWriter, _ *http.Request) {
		answer(response, map[string]string{"commit": commit})
	})
	routes.HandleFunc("GET /greetings/{name}", func(response http.ResponseWriter, request *http.Request) {
		answer(response, map[string]string{"greeting": "Hello, " + request.PathValue("name")})
	})
	return logged(routes, logger)
}

func answer(response http.ResponseWriter, body map[string]string) {
	response.Header().Set("Content-Type", "application/json")
	response.Header().Set("Cache-Control", "no-store")
	// The status has been sent, so an error cannot be reported to the client any more.
	_ = json.NewEncoder(response).Encode(body)
}

// statusRecorder keeps the status for the access log.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (recorder *statusRecorder) WriteHeader(status int) {
	recorder.status = status
	recorder.ResponseWriter.WriteHeader(status)
}

func logged(next http.Handler, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		started := time.Now()
		recorder := &statusRecorder{ResponseWriter: response, status: http.StatusOK}
		next.ServeHTTP(recorder, request)
		logger.Info("request", "method", request.Method, "path", request.URL.Path,
			"status", recorder.status, "milliseconds", time.Since(started).Milliseconds())
	})
}
