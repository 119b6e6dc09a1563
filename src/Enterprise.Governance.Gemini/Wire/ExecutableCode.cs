namespace Enterprise.Governance.Gemini.Wire;

internal sealed class ExecutableCode
{
    public string? Language { get; set; }

    public string? Code { get; set; }
}
