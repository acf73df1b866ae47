import { CAPACITY_MUTATIONS } from './capacity';
import { CLOUDFORMATION_MUTATIONS } from './cloudformation';
import { DELIVERY_MUTATIONS } from './delivery';
import { DOCUMENT_MUTATIONS } from './documents';
import { EVENT_MUTATIONS } from './events';
import type { Mutation } from './mutation';
import { NETWORK_MUTATIONS } from './network';
import { PIPELINE_MUTATIONS } from './pipeline';
import { SECRET_MUTATIONS } from './secrets';
import { SECURITY_MUTATIONS } from './security';
import { STORAGE_MUTATIONS } from './storage';

/** Every mistake that the checks of a cloud assembly must find. */
export const MUTATIONS: readonly Mutation[] = [
  PIPELINE_MUTATIONS,
  CLOUDFORMATION_MUTATIONS,
  DELIVERY_MUTATIONS,
  NETWORK_MUTATIONS,
  SECURITY_MUTATIONS,
  DOCUMENT_MUTATIONS,
  EVENT_MUTATIONS,
  SECRET_MUTATIONS,
  CAPACITY_MUTATIONS,
  STORAGE_MUTATIONS,
].flat();
