#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('gostyle').description('the deployment pipeline of your web application, on this machine');
void program.parseAsync();
