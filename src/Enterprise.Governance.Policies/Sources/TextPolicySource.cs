namespace Enterprise.Governance.Policies.Sources;

internal sealed class TextPolicySource(PolicyFile file) : IPolicySource
{
    public ValueTask<PolicySourceContent> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new PolicySourceContent([file], []));

    public IDisposable? Watch(Action changed) => null;
}
