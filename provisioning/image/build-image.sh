#!/bin/bash
# Makes the image of a revision, once, and pushes it to the pipeline's repository. Runs in CodeBuild, in the folder of the artifact `Application`.
#   REPOSITORY_URI        where it is pushed to
#   IMAGE_TAG             the pipeline's execution, so that nobody else has it
#   DOCKERFILE            path in the artifact SOURCE_ARTIFACT; without it GENERATED_DOCKERFILE is taken, with BASE_IMAGE
#   PROGRAM               what a task starts, which must be in the image; empty where the Dockerfile says it
#   DIGEST_FILE           where the digest is written to
set -euo pipefail

registry="${REPOSITORY_URI%%/*}"
name="${REPOSITORY_URI#*/}"

digest_of_tag() {
  aws ecr describe-images --repository-name "$name" --image-ids "imageTag=$IMAGE_TAG" --query 'imageDetails[0].imageDigest' --output text
}

# A stage that is retried finds what it made before: tags are immutable, and what was looked at must not change.
if digest_of_tag >"$DIGEST_FILE" 2>/dev/null; then
  echo "$name:$IMAGE_TAG is there already: $(cat "$DIGEST_FILE")"
  exit 0
fi

if [ -n "${DOCKERFILE:-}" ]; then
  source_directory="CODEBUILD_SRC_DIR_$SOURCE_ARTIFACT"
  dockerfile="${!source_directory}/$DOCKERFILE"
  if [ ! -f "$dockerfile" ]; then
    echo "compute.dockerfile: the commit has no $DOCKERFILE" >&2
    exit 1
  fi
  arguments=()
else
  dockerfile="$(mktemp)"
  printf '%s\n' "$GENERATED_DOCKERFILE" >"$dockerfile"
  arguments=(--build-arg "BASE_IMAGE=$BASE_IMAGE")
fi

# An artifact may have lost modes; the application is not the owner of its files.
chmod -R a+rX .
docker build --pull --file "$dockerfile" "${arguments[@]}" --tag "$REPOSITORY_URI:$IMAGE_TAG" .

# Sooner than a task that does not start. An image without a shell cannot be asked.
if [ -n "${PROGRAM:-}" ]; then
  status=0
  # shellcheck disable=SC2016
  docker run --rm --network none --entrypoint /bin/sh "$REPOSITORY_URI:$IMAGE_TAG" \
    -c 'command -v -- "$0" >/dev/null || exit 3' "$PROGRAM" || status=$?
  if [ "$status" -eq 3 ]; then
    echo "compute.command: the image has no program $PROGRAM; take a base image that has the runtime" >&2
    exit 1
  fi
fi

aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"
docker push "$REPOSITORY_URI:$IMAGE_TAG"
digest_of_tag >"$DIGEST_FILE"
echo "$name@$(cat "$DIGEST_FILE")"
