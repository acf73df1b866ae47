// Runs in CloudFront for each request, before its cache: writes the client's address into a header of its own. What a client sends under this
// name is replaced; `X-Forwarded-For` begins with whatever a client claims.
// Runtime cloudfront-js-2.0: at most 10 KB.
function handler(event) {
  var request = event.request;
  request.headers['true-client-ip'] = { value: event.viewer.ip };
  return request;
}
