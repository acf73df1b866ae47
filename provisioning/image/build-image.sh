#!/bin/bash
# Builds the image of a revision, once, and pushes it to the pipeline's repository. Runs in CodeBuild, in the folder of the artifact `Application`.
#   REPOSITORY_URI        repository to push to
#   IMAGE_TAG             the id of the pipeline's execution, which makes the tag unique
#   DOCKERFILE            path in the artifact SOURCE_ARTIFACT; if it is not set, GENERATED_DOCKERFILE is used, with BASE_IMAGE
#   PROGRAM               program that a task starts, which must be in the image; empty if the Dockerfile names it
#   DIGEST_FILE           file to write the digest to
set -euo pipefail

registry="${REPOSITORY_URI%%/*}"
name="${REPOSITORY_URI#*/}"

digest_of_tag() {
  aws ecr describe-images --repository-name "$name" --image-ids "imageTag=$IMAGE_TAG" --query 'imageDetails[0].imageDigest' --output text
}

# A retry of the stage uses the existing image, because tags are immutable and an approved image must not change.
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

# Artifacts may have lost file modes, and the application does not own these files.
chmod -R a+rX .
docker build --pull --file "$dockerfile" "${arguments[@]}" --tag "$REPOSITORY_URI:$IMAGE_TAG" .

# Fails earlier than a task that cannot start. Images without a shell cannot be checked.
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
