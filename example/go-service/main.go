// Greets people, and is deployed without a dropped request.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	config, err := readConfig(os.Getenv)
	if err != nil {
		logger.Error("cannot start", "reason", err.Error())
		os.Exit(1)
	}
	stopping, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := serve(stopping, config, logger); err != nil {
		logger.Error("cannot serve", "reason", err.Error())
		os.Exit(1)
	}
}
