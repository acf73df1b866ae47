#!/bin/sh
set -eu
systemctl stop web.service
