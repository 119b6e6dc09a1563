using System.Text.Json.Nodes;
using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini;
using Enterprise.Governance.Gemini.Protobuf;
using Google.Protobuf;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Documentation;

internal static class Gemini
{
    internal static void Register(HostApplicationBuilder builder)
    {
        builder.Services.AddGeminiChatClient(options =>
        {
            options.ApiKey = builder.Configuration["GEMINI_API_KEY"];
            options.Model = builder.Configuration["GEMINI_MODEL"] ?? "gemini-2.5-flash";
        });
    }

    internal static void RegisterMiddleware(HostApplicationBuilder builder)
    {
        builder.Services.AddGeminiChatClient();
        builder.Services.AddChatClient(services => services.GetRequiredService<GeminiChatClient>())
            .UseFunctionInvocation()
            .UseOpenTelemetry();
    }

    internal static void RegisterVertex(HostApplicationBuilder builder, Func<CancellationToken, ValueTask<string>> getTokenAsync)
    {
        builder.Services.AddGeminiChatClient(options =>
        {
            options.Model = "gemini-2.5-flash";
            options.Vertex = new GeminiVertexOptions
            {
                Project = "my-project",
                Location = "europe-west4", // or "global"
                AccessToken = cancellationToken => getTokenAsync(cancellationToken), // cached by your credentials library
            };
        });
    }

    internal static async Task AloneAsync(HttpClient httpClient, string apiKey, CancellationToken cancellationToken)
    {
        GeminiChatClient client = new(httpClient, new GeminiOptions { ApiKey = apiKey, Model = "gemini-2.5-flash" });
        ChatResponse response = await client.GetResponseAsync("Why is the sky blue?", cancellationToken: cancellationToken);
        LlmUsage? usage = response.GetLlmUsage(); // prompt, cached, output, thoughts, tool use, total
        Console.WriteLine($"{response.Text} ({usage?.TotalTokens} tokens)");
    }

    internal static async Task GovernedAsync(GovernedRun run, IChatClient client, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        LlmCall call = new("gemini-2.5-flash") { PromptCharacters = GeminiUsage.PromptCharacters(messages), MaxOutputTokens = 1000 };
        ActionOutcome<string> outcome = await run.InvokeLlmAsync(
            call,
            async context =>
            {
                ChatResponse response = await client.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 1000 }, context.CancellationToken);
                if (response.GetLlmUsage(messages) is { } usage)
                    context.ReportUsage(usage);
                return response.Text;
            },
            cancellationToken);
        Console.WriteLine($"{outcome.Status}: {outcome.Value} for {outcome.CostUnits} units");
    }

    internal static async Task StreamAsync(GovernedRun run, IChatClient client, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        LlmCall call = new("gemini-2.5-flash") { PromptCharacters = GeminiUsage.PromptCharacters(messages) };
        await run.InvokeLlmAsync(
            call,
            async context =>
            {
                GeminiStreamUsage usage = new(messages);
                try
                {
                    await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, cancellationToken: context.CancellationToken).ObserveUsage(usage))
                        Console.Write(update.Text);
                }
                finally
                {
                    if (usage.Current is { } arrived)
                        context.ReportUsage(arrived);
                }

                return usage.ResponseCharacters;
            },
            cancellationToken);
    }

    internal static ChatOptions OwnFields() => new()
    {
        Temperature = 0.2f,
        RawRepresentationFactory = _ => new JsonObject
        {
            ["safetySettings"] = new JsonArray(new JsonObject { ["category"] = "HARM_CATEGORY_HARASSMENT", ["threshold"] = "BLOCK_ONLY_HIGH" }),
            ["cachedContent"] = "cachedContents/my-cache",
        },
    };

    internal static async Task<string> FailuresAsync(IChatClient client, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            ChatResponse response = await client.GetResponseAsync(messages, cancellationToken: cancellationToken);
            if (response.FinishReason == ChatFinishReason.ContentFilter)
                return $"blocked: {response.AdditionalProperties?.GetValueOrDefault(GeminiDiagnostics.BlockReasonKey) ?? "the answer"}";
            return response.Text;
        }
        catch (GeminiException e) when (e.IsTransient)
        {
            return $"{e.Code}; try again in {e.RetryAfter ?? TimeSpan.FromMinutes(1)}";
        }
    }

    internal static void Report(LlmCallContext context, IMessage response)
    {
        // response: a GenerateContentResponse of the Vertex AI SDK; of a stream, each one in turn
        if (GeminiProtobufUsage.Of(response) is { } usage)
            context.ReportUsage(usage);
    }
}
