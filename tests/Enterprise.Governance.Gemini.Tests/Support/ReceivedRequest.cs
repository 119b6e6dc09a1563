using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.Gemini.Tests.Support;

internal sealed record ReceivedRequest(string Method, string Path, string Query, IHeaderDictionary Headers, string Body);
