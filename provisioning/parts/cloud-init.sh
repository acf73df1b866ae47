#!/bin/bash
# A cloud-config document: the modules that its keys ask for, in cloud-init's own order. Usage: cloud-init.sh DOCUMENT
# cloud-init itself would go on after a module that fails; here it is the last one.
set -euo pipefail

# KEY MODULE, in the order of /etc/cloud/cloud.cfg.
modules() {
  cat <<'MODULES'
bootcmd bootcmd
write_files write_files
ca_certs ca_certs
users users_groups
groups users_groups
locale locale
yum_repos yum_add_repo
ntp ntp
timezone timezone
package_update package_update_upgrade_install
package_upgrade package_update_upgrade_install
packages package_update_upgrade_install
MODULES
}

# As cloud-init reads them. Its own Python has a reader of YAML.
keys_of() {
  local python
  python="$(sed -n '1s/^#!\s*\([^ ]*\).*/\1/p' "$(command -v cloud-init)")"
  "$python" -c 'import sys, yaml; print("\n".join(yaml.safe_load(open(sys.argv[1]))))' "$1"
}

apply_document() {
  local document="$1" keys key module done=' '
  if ! command -v cloud-init >/dev/null; then
    # A local run, which reports what its instances do without.
    echo "$document is not applied, because this machine has no cloud-init" | tee -a "${GOSTYLE_SKIPPED:-/dev/null}"
    return
  fi
  # Older releases have no schema.
  if cloud-init --help | grep -qw schema; then cloud-init schema --config-file "$document"; fi
  keys="$(keys_of "$document")"
  while read -r key module; do
    if ! grep -qx "$key" <<<"$keys" || [[ "$done" == *" $module "* ]]; then continue; fi
    if [[ "$module" == package_* ]] && ! command -v dnf >/dev/null; then
      echo "cloud-init: there is no dnf here, so packages are not installed"
      continue
    fi
    cloud-init --file "$document" single --name "$module" --frequency always
    done+="$module "
  done < <(modules)
}

apply_document "$1"
