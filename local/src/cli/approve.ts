import type { Command } from 'commander';
import { decisionCommand } from './running/decide';

export function command(): Command {
  return decisionCommand('approve', 'Approved');
}
