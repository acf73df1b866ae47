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
	// Longer than the load balancer keeps an idle connection (60 s): the side that closes first must be the load balancer. Otherwise a
	// request that it sends over a connection which is just being closed becomes a 502.
	idleTimeout = 65 * time.Second
	// A client that sends its headers one byte at a time must not keep a connection.
	readHeaderTimeout = 10 * time.Second
	// Below TimeoutStopSec of the unit, so that requests in flight are finished and not killed.
	shutdownTimeout = 25 * time.Second
)

// serve answers requests until it is stopped, and then those that have already begun.
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
