using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Options of the generation itself.</summary>
internal static class GenerationConfigWriter
{
    internal static JsonObject Of(ChatOptions options, string model)
    {
        JsonObject config = [];
        Add(config, "temperature", options.Temperature);
        Add(config, "topP", options.TopP);
        Add(config, "topK", options.TopK);
        Add(config, "maxOutputTokens", options.MaxOutputTokens);
        Add(config, "presencePenalty", options.PresencePenalty);
        Add(config, "frequencyPenalty", options.FrequencyPenalty);
        Add(config, "seed", options.Seed);
        if (options.StopSequences is { Count: > 0 } stops)
            config["stopSequences"] = new JsonArray([.. stops.Select(static stop => (JsonNode)stop)]);
        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            config["responseMimeType"] = "application/json";
            if (json.Schema is { } schema)
                config["responseJsonSchema"] = Values.Node(schema);
        }

        if (Thinking(options.Reasoning, model) is { Count: > 0 } thinking)
            config["thinkingConfig"] = thinking;
        return config;
    }

    private static JsonObject? Thinking(ReasoningOptions? reasoning, string model)
    {
        if (reasoning is null)
            return null;
        JsonObject thinking = [];
        if (reasoning.Output is { } output)
            thinking["includeThoughts"] = output != ReasoningOutput.None;

        // The second generation takes a number of tokens, later ones a level.
        bool takesBudget = model.Contains("gemini-2", StringComparison.Ordinal);
        if (reasoning.Effort is { } effort && takesBudget)
            thinking["thinkingBudget"] = effort switch { ReasoningEffort.None => 0, ReasoningEffort.Low => 1024, ReasoningEffort.Medium => 8192, _ => 24576 };
        else if (reasoning.Effort is { } level)
            thinking["thinkingLevel"] = level switch { ReasoningEffort.None => "minimal", ReasoningEffort.Low => "low", ReasoningEffort.Medium => "medium", _ => "high" };
        return thinking;
    }

    // A float as it was written: 0.7, not 0.699999988079071.
    private static void Add(JsonObject config, string name, float? value) => Set(config, name, value is { } number ? JsonValue.Create(number) : null);

    private static void Add(JsonObject config, string name, long? value) => Set(config, name, value is { } number ? JsonValue.Create(number) : null);

    private static void Set(JsonObject config, string name, JsonNode? value)
    {
        if (value is not null)
            config[name] = value;
    }
}
