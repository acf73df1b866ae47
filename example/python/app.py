"""The smallest pipeline, in Python: synthesizes the same templates as minimal.ts."""

from aws_cdk import App, Stack
from gostyle_web_pipeline import Application, GoStyleWebPipeline, Source

app = App()
stack = Stack(app, "Web")

GoStyleWebPipeline(
    stack,
    "Web",
    source=Source.git_hub(
        owner="gostyle-web-pipeline",
        repository="gostyle-web-pipeline",
        # Created once in the console and authorized on GitHub: Developer Tools > Settings > Connections.
        connection_arn="arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10",
    ),
    application=Application.nest_js(directory="service"),
)

app.synth()
