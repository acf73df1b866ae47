package example;

import io.github.gostylewebpipeline.Application;
import io.github.gostylewebpipeline.NodeApplicationOptions;
import io.github.gostylewebpipeline.GitHubSourceOptions;
import io.github.gostylewebpipeline.GoStyleWebPipeline;
import io.github.gostylewebpipeline.Source;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/** The smallest pipeline, in Java: synthesizes the same templates as minimal.ts. */
public final class Main {
    public static void main(String[] arguments) {
        App app = new App();
        Stack stack = new Stack(app, "Web");

        GoStyleWebPipeline.Builder.create(stack, "Web")
            .source(Source.gitHub(GitHubSourceOptions.builder()
                .owner("gostyle-web-pipeline")
                .repository("gostyle-web-pipeline")
                // Created once in the console and authorized on GitHub: Developer Tools > Settings > Connections.
                .connectionArn("arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10")
                .build()))
            .application(Application.nestJs(NodeApplicationOptions.builder().directory("service").build()))
            .build();

        app.synth();
    }

    private Main() {
    }
}
