using Amazon.CDK;
using GoStyleWebPipeline;

// The smallest pipeline, in C#: synthesizes the same templates as minimal.ts.
var app = new App();
var stack = new Stack(app, "Web");

_ = new GoStyleWebPipeline.GoStyleWebPipeline(stack, "Web", new GoStyleWebPipelineProps
{
    Source = Source.GitHub(new GitHubSourceOptions
    {
        Owner = "gostyle-web-pipeline",
        Repository = "gostyle-web-pipeline",
        // Created once in the console and authorized on GitHub: Developer Tools > Settings > Connections.
        ConnectionArn = "arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10",
    }),
    Application = Application.NestJs(new NodeApplicationOptions { Directory = "service" }),
});

app.Synth();
