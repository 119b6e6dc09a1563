using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Support;

/// <summary>What a client sends for a call.</summary>
internal static class SentJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static async Task<string> OfAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        await using GeminiServer server = await GeminiServer.StartAsync(Answers.Json(Answers.Hello));
        using GeminiChatClient client = server.Client();
        await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
        return server.Requests.Single().Body;
    }

    /// <summary>The same JSON without white space; the order of properties stays.</summary>
    internal static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString(Options);
}
