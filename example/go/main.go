// The smallest pipeline, in Go: synthesizes the same templates as minimal.ts.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	gostyle "github.com/gostyle-web-pipeline/gostyle-web-pipeline-go/gostylewebpipeline"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Web"), nil)

	gostyle.NewGoStyleWebPipeline(stack, jsii.String("Web"), &gostyle.GoStyleWebPipelineProps{
		Source: gostyle.Source_GitHub(&gostyle.GitHubSourceOptions{
			Owner:      jsii.String("gostyle-web-pipeline"),
			Repository: jsii.String("gostyle-web-pipeline"),
			// Created once in the console and authorized on GitHub: Developer Tools > Settings > Connections.
			ConnectionArn: jsii.String("arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10"),
		}),
		Application: gostyle.Application_NestJs(&gostyle.NodeApplicationOptions{Directory: jsii.String("service")}),
	})

	app.Synth(nil)
}
