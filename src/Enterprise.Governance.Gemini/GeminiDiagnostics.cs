namespace Enterprise.Governance.Gemini;

/// <summary>Names for telemetry and for what Gemini tells beyond Microsoft.Extensions.AI.</summary>
/// <remarks>Traces and metrics of calls are those of <c>UseOpenTelemetry()</c> of Microsoft.Extensions.AI; this package adds none of its own.</remarks>
public static class GeminiDiagnostics
{
    /// <summary>The provider's name on Google AI (OpenTelemetry <c>gen_ai.provider.name</c>).</summary>
    public const string ProviderName = "gcp.gemini";

    /// <summary>The provider's name on Vertex AI (OpenTelemetry <c>gen_ai.provider.name</c>).</summary>
    public const string VertexProviderName = "gcp.vertex_ai";

    /// <summary>Key in <c>AdditionalProperties</c> of a response or update: the API's finish reason as it came.</summary>
    public const string FinishReasonKey = "finishReason";

    /// <summary>Key in <c>AdditionalProperties</c> of a response or update: why the prompt was blocked, such as <c>SAFETY</c>.</summary>
    public const string BlockReasonKey = "blockReason";

    /// <summary>Key in <c>AdditionalProperties</c> of an update: the usage as it stood with that update, a JSON object.</summary>
    public const string UsageMetadataKey = "usageMetadata";

    /// <summary>Key in <c>AdditionalProperties</c> of a function call: the opaque signature that goes back with it, base64.</summary>
    public const string ThoughtSignatureKey = "thoughtSignature";

    /// <summary>Key in <c>AdditionalProperties</c> of a function result that the API made itself: the function's name.</summary>
    public const string FunctionNameKey = "gemini.function_name";

    /// <summary>Key in <c>AdditionalProperties</c> of a result of code execution: how it ended, such as <c>OUTCOME_OK</c>.</summary>
    public const string CodeOutcomeKey = "gemini.code_outcome";

    /// <summary>Key in <c>AdditionalProperties</c> of a content that Microsoft.Extensions.AI has no type for: the part as it came, a JSON object, which goes back as it is.</summary>
    public const string PartKey = "gemini.part";

    /// <summary>Key in <c>UsageDetails.AdditionalCounts</c>: tokens of the prompt, as reported.</summary>
    public const string PromptTokensKey = "gemini.prompt_tokens";

    /// <summary>Key in <c>UsageDetails.AdditionalCounts</c>: tokens of the answer without reasoning, as reported.</summary>
    public const string OutputTokensKey = "gemini.output_tokens";

    /// <summary>Key in <c>UsageDetails.AdditionalCounts</c>: tokens of tool-use prompts, as reported.</summary>
    public const string ToolUseTokensKey = "gemini.tool_use_tokens";
}
