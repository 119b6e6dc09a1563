using System.Buffers;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Collects bytes and writes them in large pieces. Disposing writes what is left, so that a failure loses no finished line.</summary>
internal sealed class OutputBuffer(Stream stream) : IAsyncDisposable
{
    private const int Full = 64 * 1024;

    internal ArrayBufferWriter<byte> Writer { get; } = new(Full);

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Writer.WrittenCount == 0)
            return;
        ReadOnlyMemory<byte> written = Writer.WrittenMemory;
        await stream.WriteAsync(written, cancellationToken);
        Writer.ResetWrittenCount();
        await stream.FlushAsync(cancellationToken);
    }

    internal Task FlushWhenFullAsync(CancellationToken cancellationToken) => Writer.WrittenCount >= Full ? FlushAsync(cancellationToken) : Task.CompletedTask;

    public async ValueTask DisposeAsync() => await FlushAsync(CancellationToken.None);
}
