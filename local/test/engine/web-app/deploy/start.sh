#!/bin/sh
set -eu
systemctl disable --now placeholder.service || true
systemctl daemon-reload
systemctl enable web.service
systemctl restart web.service
