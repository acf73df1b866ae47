package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// Longer than the load balancer keeps an idle connection (60 s), so that the load balancer closes it first. Otherwise a request sent
	// over a connection that is just being closed would become a 502.
	idleTimeout = 65 * time.Second
	// A client that sends its headers one byte at a time must not occupy a connection.
	readHeaderTimeout = 10 * time.Second
	// Shorter than TimeoutStopSec of the unit, so that requests in flight can finish.
	shutdownTimeout = 25 * time.Second
)

// serve handles requests until it is told to stop, then finishes those in flight.
func serve(stopping context.Context, config config, logger *slog.Logger) error {
	listener, err := net.Listen("tcp", config.address)
	if err != nil {
		return err
	}
	logger.Info("listening", "address", listener.Addr().String(), "commit", commit)
	return serveOn(listener, stopping, newHandler(logger), logger)
}

func serveOn(listener net.Listener, stopping context.Context, handler http.Handler, logger *slog.Logger) error {
	server := &http.Server{Handler: handler, IdleTimeout: idleTimeout, ReadHeaderTimeout: readHeaderTimeout}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-stopping.Done():
	}
	logger.Info("stopping")
	limit, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return err
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
