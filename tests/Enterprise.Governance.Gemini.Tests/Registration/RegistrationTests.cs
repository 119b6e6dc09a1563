using System.Reflection;
using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Gemini.Tests.Registration;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddGeminiChatClient_TwiceIsOneClient_ThatWorks()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(Answers.Hello));
        ServiceCollection services = new();
        services.AddGeminiChatClient(options => (options.ApiKey, options.Model, options.Endpoint) = ("key-for-tests", "gemini-2.5-flash", server.Root));
        services.AddGeminiChatClient();
        await using ServiceProvider provider = services.BuildServiceProvider();

        IChatClient client = provider.GetServices<IChatClient>().Should().ContainSingle().Subject;
        client.Should().BeSameAs(provider.GetRequiredService<GeminiChatClient>());
        (await client.GetResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken)).Text.Should().Be("Hello");
        server.Requests.Single().Headers["x-goog-api-key"].ToString().Should().Be("key-for-tests");
    }

    [Fact]
    public async Task AddGeminiChatClient_FollowsNoRedirect()
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json("{}", 302, ("Location", "/elsewhere")), Answers.Json(Answers.Hello));
        ServiceCollection services = new();
        services.AddGeminiChatClient(options => (options.ApiKey, options.Model, options.Endpoint) = ("k", "m", server.Root));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await FluentActions.Awaiting(() => provider.GetRequiredService<IChatClient>().GetResponseAsync("hi")).Should().ThrowAsync<GeminiException>();
        server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public void Options_ThatAreWrong_AreListedTogetherWithoutTheKey()
    {
        ServiceCollection services = new();
        services.AddGeminiChatClient(static options =>
        {
            (options.ApiKey, options.Model, options.MaxRetries) = ("my-key\n", "a b", 11);
            options.Endpoint = new Uri("https://example.test/?key=1");
        });
        using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException exception = FluentActions.Invoking(() => provider.GetRequiredService<IChatClient>()).Should().Throw<OptionsValidationException>().Which;
        exception.Failures.Should().HaveCount(4);
        exception.ToString().Should().NotContain("my-key");
    }

    [Theory]
    [InlineData(null, false, "*`ApiKey` is missing*")]
    [InlineData("k", true, "both `ApiKey` and `Vertex` are set*")]
    [InlineData(null, true, null)]
    [InlineData("k", false, null)]
    public void Constructor_TakesAKeyOrVertex(string? key, bool vertex, string? problem)
    {
        using HttpClient http = new();
        GeminiOptions options = new() { ApiKey = key, Vertex = vertex ? new GeminiVertexOptions { Project = "example.com:p-1", AccessToken = static _ => new("t") } : null };
        Action create = () => new GeminiChatClient(http, options).Dispose();
        if (problem is null)
            create.Should().NotThrow();
        else
            create.Should().Throw<ArgumentException>().WithMessage(problem);
    }

    [Theory]
    [InlineData("p/../q", "global")]
    [InlineData("p", "evil.test/x")]
    [InlineData("", "global")]
    public void Constructor_RefusesPlacesThatAreNoNames(string project, string location)
    {
        using HttpClient http = new();
        GeminiOptions options = new() { Vertex = new GeminiVertexOptions { Project = project, Location = location, AccessToken = static _ => new("t") } };
        FluentActions.Invoking(() => new GeminiChatClient(http, options)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Package_RefersToNoPackageOfGoogle() =>
        typeof(GeminiChatClient).Assembly.GetReferencedAssemblies().Select(static (AssemblyName name) => name.Name)
            .Should().NotContain(static name => name!.StartsWith("Google", StringComparison.Ordinal) || name == "Enterprise.Governance.Core");
}
