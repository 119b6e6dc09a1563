using System.Globalization;
using PipelineWorker;

namespace Enterprise.Governance.TestSupport;

internal sealed partial class WorkerProcess
{
    internal static WorkerProcess Start(string work, string store, string effects, params string[] arguments) =>
        Run(typeof(WorkerHost).Assembly.Location, [work, store, effects, .. arguments]);

    /// <summary>Sends a signal such as <c>STOP</c> or <c>CONT</c>.</summary>
    internal Task SignalAsync(string signal) => ShellCommand.RunAsync(["/bin/kill", $"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
}
