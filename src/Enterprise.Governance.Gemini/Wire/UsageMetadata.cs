namespace Enterprise.Governance.Gemini.Wire;

/// <summary>Token counts as the API reports them. Absent is absent.</summary>
internal sealed class UsageMetadata
{
    public long? PromptTokenCount { get; set; }

    public long? CachedContentTokenCount { get; set; }

    public long? CandidatesTokenCount { get; set; }

    public long? ThoughtsTokenCount { get; set; }

    public long? ToolUsePromptTokenCount { get; set; }

    public long? TotalTokenCount { get; set; }
}
