#!/bin/bash
# Sends the logs of the application, of the CodeDeploy agent and of the hook scripts to CloudWatch. The application's log is in
# the journal, which the CloudWatch agent cannot read, so a separate unit copies it to a file.
#   GOSTYLE_LOG_UNIT      systemd unit of the application
#   GOSTYLE_LOG_GROUPS    prefix of the names of the log groups
set -euo pipefail

send_logs() {
  if ! command -v dnf >/dev/null; then
    echo "cloudwatch-agent: this machine has no dnf, its logs stay on it"
    return
  fi
  if systemctl is-active --quiet amazon-cloudwatch-agent; then
    echo "cloudwatch-agent: is active"
    return
  fi
  dnf install -y -q amazon-cloudwatch-agent
  install -d -m 0755 /var/log/gostyle
  write_journal_unit
  write_rotation
  write_agent_config
  systemctl daemon-reload
  systemctl enable gostyle-journal.service
  systemctl start gostyle-journal.service
  /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/gostyle/cloudwatch-agent.json
}

write_journal_unit() {
  cat >/etc/systemd/system/gostyle-journal.service <<UNIT
[Unit]
Description=Copies the log of $GOSTYLE_LOG_UNIT to a file
# Units stop in the reverse order, so it also copies what the application logs last.
Before=$GOSTYLE_LOG_UNIT
[Service]
ExecStart=/usr/bin/journalctl --follow --lines=all --boot --output=cat --unit=$GOSTYLE_LOG_UNIT
StandardOutput=append:/var/log/gostyle/application.log
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
}

write_rotation() {
  cat >/etc/logrotate.d/gostyle <<'ROTATE'
/var/log/gostyle/*.log {
  daily
  maxsize 50M
  rotate 2
  missingok
  copytruncate
}
ROTATE
}

write_agent_config() {
  install -d -m 0755 /opt/gostyle
  cat >/opt/gostyle/cloudwatch-agent.json <<JSON
{
  "logs": {
    "logs_collected": {
      "files": {
        "collect_list": [
          {
            "file_path": "/var/log/gostyle/application.log",
            "log_group_name": "$GOSTYLE_LOG_GROUPS/application", "log_stream_name": "{instance_id}"
          },
          {
            "file_path": "/var/log/aws/codedeploy-agent/*.log",
            "log_group_name": "$GOSTYLE_LOG_GROUPS/agent", "log_stream_name": "{instance_id}"
          },
          {
            "file_path": "/opt/codedeploy-agent/deployment-root/deployment-logs/*.log",
            "log_group_name": "$GOSTYLE_LOG_GROUPS/hooks", "log_stream_name": "{instance_id}"
          }
        ]
      }
    }
  }
}
JSON
}

send_logs
