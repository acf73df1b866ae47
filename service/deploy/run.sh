#!/bin/bash
# Starts the service as a Lambda function: the AWS Lambda Web Adapter runs this, with PORT and HOST in the environment.
exec node "$LAMBDA_TASK_ROOT/service/dist/main.mjs"
