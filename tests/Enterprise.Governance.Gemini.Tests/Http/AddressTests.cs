using System.Net;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Http;

public sealed class AddressTests
{
    [Fact]
    public async Task Key_GoesInTheHeaderAlone()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(Answers.Hello), Answers.EventText($"data: {Answers.Hello}\n\n"));
        using GeminiChatClient client = server.Client();
        await client.GetResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken);
        await client.GetStreamingResponseAsync("hi").ToChatResponseAsync(TestContext.Current.CancellationToken);

        server.Requests.Select(static request => request.Path + request.Query).Should().Equal(
            "/v1beta/models/gemini-2.5-flash:generateContent", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        foreach (ReceivedRequest request in server.Requests)
        {
            request.Method.Should().Be("POST");
            request.Headers["x-goog-api-key"].ToString().Should().Be("key-for-tests");
            request.Headers.ContentType.ToString().Should().Be("application/json; charset=utf-8");
            request.Headers.Authorization.Count.Should().Be(0);
            (request.Path + request.Query + request.Body).Should().NotContain("key-for-tests");
        }
    }

    [Fact]
    public async Task Vertex_AsksForATokenPerAttempt()
    {
        int tokens = 0;
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Error(503, "UNAVAILABLE"), Answers.Json(Answers.Hello));
        using GeminiChatClient client = server.Client(configure: options =>
        {
            options.ApiKey = null;
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
            options.Vertex = new GeminiVertexOptions { Project = "p1", Location = "europe-west4", AccessToken = _ => ValueTask.FromResult($"token-{++tokens}") };
        });
        await client.GetResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken);

        server.Requests.Select(static request => request.Path).Distinct().Should().Equal("/v1beta/projects/p1/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent");
        server.Requests.Select(static request => request.Headers.Authorization.ToString()).Should().Equal("Bearer token-1", "Bearer token-2");
        server.Requests.Should().OnlyContain(static request => !request.Headers.ContainsKey("x-goog-api-key"));
    }

    [Theory]
    [InlineData("europe-west4", "gemini-2.5-flash", "https://europe-west4-aiplatform.googleapis.com/v1/projects/p1/locations/europe-west4/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("global", "models/gemini-3-pro", "https://aiplatform.googleapis.com/v1/projects/p1/locations/global/publishers/google/models/gemini-3-pro:streamGenerateContent?alt=sse")]
    [InlineData("us-central1", "publishers/google/models/x@001", "https://us-central1-aiplatform.googleapis.com/v1/projects/p1/locations/us-central1/publishers/google/models/x@001:streamGenerateContent?alt=sse")]
    public void Address_OnVertex_IsThatOfTheLocation(string location, string model, string expected)
    {
        GeminiEndpoint endpoint = new(new GeminiOptions { Vertex = new GeminiVertexOptions { Project = "p1", Location = location, AccessToken = static _ => new("t") } });
        endpoint.Address(model, stream: true).AbsoluteUri.Should().Be(expected);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("models/gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("tunedModels/mine", "tunedModels/mine")]
    public void Address_OnGoogleAI_IsThatOfTheModel(string model, string resource) =>
        new GeminiEndpoint(new GeminiOptions { ApiKey = "k" }).Address(model, stream: false).AbsoluteUri
            .Should().Be($"https://generativelanguage.googleapis.com/v1beta/{resource}:generateContent");

    [Theory]
    [InlineData("../secrets")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("")]
    public async Task Model_ThatIsNoName_IsMisuse(string model)
    {
        using HttpClient http = new();
        using GeminiChatClient client = new(http, new GeminiOptions { ApiKey = "k" });
        await FluentActions.Awaiting(() => client.GetResponseAsync("hi", new ChatOptions { ModelId = model })).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => client.GetResponseAsync("hi")).Should().ThrowAsync<ArgumentException>().WithMessage("no model is named*");
    }

    [Fact]
    public async Task Redirect_OfTheRegisteredClient_IsNotFollowed()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json("{}", 307, ("Location", "/elsewhere")), Answers.Json(Answers.Hello));
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient http = new(handler);
        using GeminiChatClient client = new(http, new GeminiOptions { ApiKey = "k", Model = "m", Endpoint = server.Root });

        GeminiException exception = (await FluentActions.Awaiting(() => client.GetResponseAsync("hi")).Should().ThrowAsync<GeminiException>()).Which;
        exception.Code.Should().Be("gemini_failed");
        exception.StatusCode.Should().Be(HttpStatusCode.TemporaryRedirect);
        server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public void GetService_KnowsTheClientAndItsMetadata()
    {
        using HttpClient http = new();
        using GeminiChatClient google = new(http, new GeminiOptions { ApiKey = "k", Model = "m" });
        using GeminiChatClient vertex = new(http, new GeminiOptions { Vertex = new GeminiVertexOptions { Project = "p", AccessToken = static _ => new("t") } });

        google.GetService<ChatClientMetadata>().Should().BeEquivalentTo(new { ProviderName = "gcp.gemini", DefaultModelId = "m", ProviderUri = new Uri("https://generativelanguage.googleapis.com/v1beta") });
        vertex.GetService<ChatClientMetadata>()!.ProviderName.Should().Be("gcp.vertex_ai");
        google.GetService<GeminiChatClient>().Should().BeSameAs(google);
        google.GetService<IChatClient>().Should().BeSameAs(google);
        google.GetService(typeof(GeminiChatClient), "key").Should().BeNull();
        google.GetService<HttpClient>().Should().BeNull();
    }
}
