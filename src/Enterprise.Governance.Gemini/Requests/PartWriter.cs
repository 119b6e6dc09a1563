using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Contents as parts. Remembers the names of calls, which the API wants with their results.</summary>
internal sealed class PartWriter
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    internal void Write(IEnumerable<AIContent> contents, JsonArray parts)
    {
        foreach (AIContent content in contents)
        {
            if (content is TextReasoningContent { Text.Length: 0, ProtectedData: { } signature })
                WriteSignature(signature, parts);
            else if (Part(content) is { } part)
                parts.Add((JsonNode)part);
        }
    }

    private JsonObject? Part(AIContent content)
    {
        JsonObject? part = content switch
        {
            TextContent { Text.Length: > 0 } text => new JsonObject { ["text"] = text.Text },
            TextReasoningContent { Text.Length: > 0 } reasoning => Reasoning(reasoning),
            DataContent data => new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = data.MediaType, ["data"] = data.Base64Data.ToString() } },
            UriContent uri => File(uri.Uri.AbsoluteUri, uri.MediaType),
            HostedFileContent file => File(file.FileId, file.MediaType),
            FunctionCallContent call => Call(call),
            FunctionResultContent result => Result(result),
            CodeInterpreterToolCallContent code => Code(code),
            CodeInterpreterToolResultContent result => CodeResult(result),
            _ => AsItCame(content),
        };
        if (part is not null && PropertyText(content, GeminiDiagnostics.ThoughtSignatureKey) is { } signature)
            part["thoughtSignature"] = signature;
        return part;
    }

    private static JsonObject Reasoning(TextReasoningContent reasoning)
    {
        JsonObject part = new() { ["text"] = reasoning.Text, ["thought"] = true };
        if (reasoning.ProtectedData is { } signature)
            part["thoughtSignature"] = signature;
        return part;
    }

    // The signature of a text stands behind it, as a content of its own.
    private static void WriteSignature(string signature, JsonArray parts)
    {
        if (parts.Count > 0 && parts[^1] is JsonObject last && last.ContainsKey("text") && !last.ContainsKey("thought") && !last.ContainsKey("thoughtSignature"))
            last["thoughtSignature"] = signature;
        else
            parts.Add((JsonNode)new JsonObject { ["text"] = "", ["thoughtSignature"] = signature });
    }

    private static JsonObject File(string address, string? mediaType)
    {
        JsonObject file = new() { ["fileUri"] = address };
        if (mediaType is not null)
            file["mimeType"] = mediaType;
        return new JsonObject { ["fileData"] = file };
    }

    private JsonObject Call(FunctionCallContent call)
    {
        _names[call.CallId] = call.Name;
        JsonObject arguments = [];
        foreach ((string name, object? value) in call.Arguments ?? new Dictionary<string, object?>())
            arguments[name] = Values.Node(value);
        JsonObject function = new() { ["name"] = call.Name, ["args"] = arguments };
        if (!CallIds.IsLocal(call.CallId))
            function["id"] = call.CallId;
        return new JsonObject { ["functionCall"] = function };
    }

    private JsonObject Result(FunctionResultContent result)
    {
        string name = PropertyText(result, GeminiDiagnostics.FunctionNameKey) ?? _names.GetValueOrDefault(result.CallId)
            ?? throw new ArgumentException($"the function result `{result.CallId}` has no function call before it");
        JsonNode? value = Values.Node(result.Result);
        JsonObject response = result.Exception is not null
            ? new JsonObject { ["error"] = value ?? "the function failed" }
            : value as JsonObject ?? new JsonObject { ["output"] = value };
        JsonObject function = new() { ["name"] = name, ["response"] = response };
        if (!CallIds.IsLocal(result.CallId))
            function["id"] = result.CallId;
        return new JsonObject { ["functionResponse"] = function };
    }

    private static JsonObject? Code(CodeInterpreterToolCallContent code) => code.Inputs?.OfType<DataContent>().FirstOrDefault() is { } source
        ? new JsonObject { ["executableCode"] = new JsonObject { ["language"] = "PYTHON", ["code"] = Encoding.UTF8.GetString(source.Data.Span) } }
        : null;

    private static JsonObject CodeResult(CodeInterpreterToolResultContent result) => new()
    {
        ["codeExecutionResult"] = new JsonObject
        {
            ["outcome"] = PropertyText(result, GeminiDiagnostics.CodeOutcomeKey) ?? "OUTCOME_OK",
            ["output"] = string.Concat(result.Outputs?.OfType<TextContent>().Select(static text => text.Text) ?? []),
        },
    };

    // Contents of other providers and of middleware are nothing for the model.
    private static JsonObject? AsItCame(AIContent content) =>
        content.AdditionalProperties?.TryGetValue(GeminiDiagnostics.PartKey, out object? part) == true && part is JsonElement { ValueKind: JsonValueKind.Object } element
            ? JsonObject.Create(element)
            : null;

    // A history that was stored as JSON has elements where it had strings.
    private static string? PropertyText(AIContent content, string key) => content.AdditionalProperties?.GetValueOrDefault(key) switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };
}
