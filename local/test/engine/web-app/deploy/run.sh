#!/bin/bash
exec node "$LAMBDA_TASK_ROOT/server.mjs"
