using Enterprise.Governance.Gemini.Tests.Support;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Replay;

/// <summary>97 recorded bodies of the API over HTTP, against a table that an independent program made from the same bodies.</summary>
public sealed class BodyReplayTests
{
    public static TheoryData<string> Unary() => new(GeminiBody.Bodies.Where(static body => !body.IsStream).Select(static body => body.File));

    public static TheoryData<string> Streams() => new(GeminiBody.Bodies.Where(static body => body.IsStream).Select(static body => body.File));

    public static TheoryData<string> All() => new(GeminiBody.Bodies.Select(static body => body.File));

    [Fact]
    public void Bodies_OfTheTable_AreAllOfTheFolder()
    {
        GeminiBody.Bodies.Should().HaveCount(97);
        Directory.EnumerateFiles(RepositoryFiles.Vector("gemini"), "*.json").Select(Path.GetFileName).Where(static name => name != "index.json")
            .Should().BeEquivalentTo(GeminiBody.Bodies.Select(static body => body.File));
        GeminiBody.Bodies.Count(static body => body.Expected.Usage?.Total is not null).Should().Be(69);
    }

    [Theory]
    [MemberData(nameof(Unary))]
    public async Task GetResponse_OfABody_IsAsInTheTable(string file)
    {
        GeminiBody body = GeminiBody.Of(file);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(body.Json.ToJsonString(), body.Status));
        using GeminiChatClient client = server.Client();

        (await BodyOutcome.OfAsync(() => client.GetResponseAsync("hi"))).Should().Be(body.Expected);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task GetStreamingResponse_OfABody_IsAsInTheTable(string file)
    {
        GeminiBody body = GeminiBody.Of(file);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Events(body.Events));

        (await StreamAsync(server)).Should().Be(body.Expected);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task GetStreamingResponse_InPiecesOfSevenBytes_IsAsInTheTable(string file)
    {
        GeminiBody body = GeminiBody.Of(file);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Events(body.Events, pieceBytes: 7));

        (await StreamAsync(server)).Should().Be(body.Expected);
    }

    [Fact]
    public async Task GetStreamingResponse_RefusedBeforeTheStream_IsTheErrorInTheBody()
    {
        foreach (GeminiBody body in GeminiBody.Bodies.Where(static body => body.Status != 200))
        {
            await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(body.Json.ToJsonString(), body.Status));
            (await StreamAsync(server)).Should().Be(body.Expected, body.File);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Usage_WithATotal_IsTheSumOfItsParts(string file)
    {
        GeminiBody body = GeminiBody.Of(file);
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Events(body.Events));
        using GeminiChatClient client = server.Client();
        GeminiStreamUsage observed = new();
        try
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi").ObserveUsage(observed))
            {
                if (observed.Current is { Estimated: false, Total: { } total } usage)
                    total.Should().Be((usage.Prompt ?? 0) + (usage.Output ?? 0) + (usage.Thoughts ?? 0) + (usage.ToolUse ?? 0));
            }
        }
        catch (GeminiException exception)
        {
            exception.Code.Should().Be(body.Expected.Error);
        }

        if (body.Expected.Usage is not null)
            observed.Current.Should().Be(body.Expected.Usage);
        else
            observed.Current?.Estimated.Should().BeTrue();
    }

    private static async Task<BodyOutcome> StreamAsync(GeminiServer server)
    {
        using GeminiChatClient client = server.Client();
        return await BodyOutcome.OfAsync(() => client.GetStreamingResponseAsync("hi").ToChatResponseAsync());
    }
}
