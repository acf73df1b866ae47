import type { Construct } from 'constructs';
import type { ImageBuild } from './image-build';
import type { Permission } from '../../core/permission';
import type { IBuildStep } from '../../delivery/build-step-config';
import type { DeliveryBindOptions, DeliveryConfig, IDelivery } from '../../delivery/delivery-config';

/** The image's digest is a parameter of the stack, so the approved change set is the deployment. */
export class FargateDelivery implements IDelivery {
  readonly permissions: Permission[] = [];
  readonly buildSteps: IBuildStep[];

  constructor(private readonly image: ImageBuild, private readonly parameterName: string) {
    this.buildSteps = [image];
  }

  bind(_scope: Construct, _options: DeliveryBindOptions): DeliveryConfig {
    return { parameters: { [this.parameterName]: this.image.digest } };
  }
}
