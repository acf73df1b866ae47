package main

import (
	"fmt"
	"net"
	"strconv"
)

// commit is set by the build: -ldflags "-X main.commit=...".
var commit = "development"

type config struct {
	address string
}

// readConfig reads the variables of the instance's environment file.
func readConfig(variable func(string) string) (config, error) {
	port := variable("PORT")
	if port == "" {
		port = "8080"
	}
	if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
		return config{}, fmt.Errorf("PORT must be a number between 1 and 65535, got: %q", port)
	}
	return config{address: net.JoinHostPort(variable("HOST"), port)}, nil
}
