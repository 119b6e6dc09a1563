namespace Enterprise.Governance.Gemini.Wire;

internal sealed class CodeExecutionResult
{
    public string? Outcome { get; set; }

    public string? Output { get; set; }
}
