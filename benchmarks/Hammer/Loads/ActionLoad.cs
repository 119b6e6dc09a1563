using System.Globalization;
using Hammer.Running;

namespace Hammer.Loads;

/// <summary>What a plain governed action costs: a rule, the limiter, the chain and the claim, around a tool that does nothing.</summary>
/// <remarks>The baseline does by hand what such an action cannot do without: three inserts of a row, each made durable before the next begins.</remarks>
internal sealed class ActionLoad(HammerServer server, HammerOptions options, Report report)
{
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await server.ExecuteAsync("CREATE TABLE three_rows (run_id text NOT NULL, seq bigint NOT NULL, body text NOT NULL, PRIMARY KEY (run_id, seq))");
        foreach (int callers in new[] { 1, options.Callers }.Distinct())
        {
            cancellationToken.ThrowIfCancellationRequested();
            WorkerProcess worker = (await WorkerProcess.StartTogetherAsync(1, _ => WorkerProcess.Start("action", server.ConnectionString, callers, (int)options.Duration.TotalSeconds)))[0];
            if (await worker.WaitAsync() != 0)
                return 1;
            foreach (string[] figure in worker.Lines.Where(static line => line.StartsWith("figure ", StringComparison.Ordinal)).Select(static line => line.Split('|')))
                report.Measure($"plain action, {callers} callers: {figure[1]}", Number(figure[2]), Number(figure[3]), figure[4]);
        }

        return 0;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
