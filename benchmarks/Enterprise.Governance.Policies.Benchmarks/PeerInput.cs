namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>What the peer's expressions look at. Public: they are compiled elsewhere.</summary>
public sealed class PeerInput
{
    public string Action { get; init; } = "";

    public List<string> Roles { get; init; } = [];

    public double Amount { get; init; }
}
