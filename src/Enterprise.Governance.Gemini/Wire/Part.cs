namespace Enterprise.Governance.Gemini.Wire;

/// <summary>One part of a content: exactly one kind is set, with thought and signature as attributes.</summary>
internal sealed class Part
{
    public string? Text { get; set; }

    public bool? Thought { get; set; }

    public string? ThoughtSignature { get; set; }

    public Blob? InlineData { get; set; }

    public FileReference? FileData { get; set; }

    public FunctionCall? FunctionCall { get; set; }

    public FunctionResponse? FunctionResponse { get; set; }

    public ExecutableCode? ExecutableCode { get; set; }

    public CodeExecutionResult? CodeExecutionResult { get; set; }
}
