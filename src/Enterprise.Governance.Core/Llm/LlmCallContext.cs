using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance;

/// <summary>What the code that calls the model is told, and where it reports what arrived. One call, one caller.</summary>
public sealed class LlmCallContext
{
    internal LlmCallContext(string callId, CancellationToken cancellationToken)
    {
        CallId = callId;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the id under which the call is charged.</summary>
    public string CallId { get; }

    /// <summary>Gets the caller's token.</summary>
    public CancellationToken CancellationToken { get; }

    internal LlmUsage? Usage { get; private set; }

    internal long? ResponseCharacters { get; private set; }

    /// <summary>Reports the usage that the model told; of a stream the last one counts.</summary>
    /// <param name="usage">The usage.</param>
    public void ReportUsage(LlmUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        Usage = usage;
    }

    /// <summary>Reports text that arrived; where the model tells no usage, tokens are estimated from it.</summary>
    /// <param name="characters">Its length in UTF-16 characters.</param>
    public void ReportText(long characters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(characters);
        ResponseCharacters = (ResponseCharacters ?? 0) + characters;
    }
}
