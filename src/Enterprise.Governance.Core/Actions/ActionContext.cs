using System.Collections.Immutable;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

/// <summary>What the code that carries an action out is told. Immutable.</summary>
public sealed class ActionContext
{
    internal ActionContext(string callId, int attempt, ImmutableArray<PolicyObligation> obligations, CancellationToken cancellationToken)
    {
        CallId = callId;
        Attempt = attempt;
        Obligations = obligations;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the id of this attempt; fit as an idempotency key towards the tool when <see cref="Attempt"/> is 1.</summary>
    public string CallId { get; }

    /// <summary>Gets the number of the attempt, from 1; higher only for idempotent actions that were cut in the middle.</summary>
    public int Attempt { get; }

    /// <summary>Gets what the policies ask to be done afterwards.</summary>
    public ImmutableArray<PolicyObligation> Obligations { get; }

    /// <summary>Gets the caller's token. An action that stops because of it ends in doubt.</summary>
    public CancellationToken CancellationToken { get; }
}
