using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests.Sources;

/// <summary>A source whose text the test changes; it gives hints when the test asks for one.</summary>
internal sealed class MutableSource(string text) : IPolicySource
{
    private volatile string _text = text;
    private volatile Action? _changed;
    private int _reads;

    internal int Reads => Volatile.Read(ref _reads);

    internal bool IsWatched => _changed is not null;

    internal string Text
    {
        set => _text = value;
    }

    internal SemaphoreSlim Read { get; } = new(0);

    internal void Hint() => _changed!();

    public ValueTask<PolicySourceContent> ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        Read.Release();
        PolicySourceContent content = _text == "unreadable"
            ? new PolicySourceContent([], [new SourceDiagnostic("not_readable", "gone", "m.json", 1, 1, "", "bring it back")])
            : new PolicySourceContent([new PolicyFile("m.json", Encoding.UTF8.GetBytes(_text))], []);
        return ValueTask.FromResult(content);
    }

    public IDisposable? Watch(Action changed)
    {
        _changed = changed;
        return new Ending(this);
    }

    private sealed class Ending(MutableSource source) : IDisposable
    {
        public void Dispose() => source._changed = null;
    }
}
