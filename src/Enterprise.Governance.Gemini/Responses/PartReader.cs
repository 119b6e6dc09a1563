using System.Text.Json;
using Enterprise.Governance.Gemini.Wire;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Parts of one answer as contents. Remembers open calls, since results follow them, in streams in a later event.</summary>
internal sealed class PartReader(TimeProvider time)
{
    private readonly List<FunctionCallContent> _calls = [];
    private string? _codeId;

    /// <summary>Gets whether the caller has function calls to carry out.</summary>
    internal bool HasFunctionCalls => _calls.Exists(static call => !call.InformationalOnly);

    internal void Read(JsonElement raw, List<AIContent> contents)
    {
        if (raw.ValueKind != JsonValueKind.Object)
            return;
        Part part = Parse(raw);
        int before = contents.Count;
        switch (part)
        {
            case { FunctionCall: { } call }:
                contents.Add(Signed(Call(call), part));
                break;
            case { FunctionResponse: { } response }:
                contents.Add(Signed(Result(response), part));
                break;
            case { InlineData: { } blob }:
                contents.Add(Signed(Data(blob), part));
                break;
            case { FileData.FileUri: { } address } when Uri.TryCreate(address, UriKind.Absolute, out Uri? uri):
                contents.Add(Signed(new UriContent(uri, part.FileData.MimeType ?? "application/octet-stream"), part));
                break;
            case { ExecutableCode: { } code }:
                contents.Add(Signed(Code(code), part));
                break;
            case { CodeExecutionResult: { } result }:
                contents.Add(Signed(CodeResult(result), part));
                break;
            case { Text: not null }:
                ReadText(part, contents);
                break;
            default:
                contents.Add(new AIContent { AdditionalProperties = new() { [GeminiDiagnostics.PartKey] = raw } });
                break;
        }

        for (int i = before; i < contents.Count; i++)
            contents[i].RawRepresentation = raw;
    }

    private static Part Parse(JsonElement raw)
    {
        try
        {
            return raw.Deserialize(GeminiJson.Default.Part)!;
        }
        catch (JsonException)
        {
            throw GeminiFailures.Invalid("a part of another shape");
        }
    }

    private static void ReadText(Part part, List<AIContent> contents)
    {
        if (part.Thought == true)
        {
            if (part.Text!.Length > 0 || part.ThoughtSignature is not null)
                contents.Add(new TextReasoningContent(part.Text) { ProtectedData = part.ThoughtSignature });
            return;
        }

        if (part.Text!.Length > 0)
            contents.Add(new TextContent(part.Text));

        // A content of its own: putting streamed texts together would lose a property of theirs.
        if (part.ThoughtSignature is not null)
            contents.Add(new TextReasoningContent("") { ProtectedData = part.ThoughtSignature });
    }

    private static AIContent Signed(AIContent content, Part part)
    {
        if (part.ThoughtSignature is { } signature)
            (content.AdditionalProperties ??= [])[GeminiDiagnostics.ThoughtSignatureKey] = signature;
        return content;
    }

    private FunctionCallContent Call(FunctionCall call)
    {
        Dictionary<string, object?> arguments = [];
        foreach ((string name, JsonElement value) in call.Args ?? [])
            arguments[name] = value.ValueKind == JsonValueKind.Null ? null : value;
        FunctionCallContent content = new(call.Id ?? CallIds.Create(time), call.Name ?? "", arguments);
        _calls.Add(content);
        return content;
    }

    private FunctionResultContent Result(FunctionResponse response)
    {
        // The API carried the call out itself.
        FunctionCallContent? call = _calls.Find(call => !call.InformationalOnly && (response.Id is { } id ? call.CallId == id : call.Name == response.Name));
        call?.InformationalOnly = true;
        return new FunctionResultContent(call?.CallId ?? response.Id ?? CallIds.Create(time), response.Response)
        {
            AdditionalProperties = new() { [GeminiDiagnostics.FunctionNameKey] = response.Name },
        };
    }

    private static DataContent Data(Blob blob)
    {
        try
        {
            return new DataContent(Convert.FromBase64String(blob.Data ?? ""), blob.MimeType ?? "application/octet-stream");
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw GeminiFailures.Invalid("data that is not base64 or has no valid media type");
        }
    }

    private CodeInterpreterToolCallContent Code(ExecutableCode code)
    {
        _codeId = CallIds.Create(time);
        return new CodeInterpreterToolCallContent(_codeId)
        {
            Inputs = [new DataContent(System.Text.Encoding.UTF8.GetBytes(code.Code ?? ""), code.Language is "PYTHON" ? "text/x-python" : "text/plain")],
        };
    }

    private CodeInterpreterToolResultContent CodeResult(CodeExecutionResult result) => new(_codeId ?? CallIds.Create(time))
    {
        Outputs = [new TextContent(result.Output ?? "")],
        AdditionalProperties = new() { [GeminiDiagnostics.CodeOutcomeKey] = result.Outcome },
    };
}
