namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>The same call under the same idempotency key, from eight processes at the same time.</summary>
public sealed class IdempotencyTests(CallingProcesses processes, ITestOutputHelper output) : IClassFixture<CallingProcesses>
{
    private const int Keys = 50, AskingKeys = 10;

    private readonly WorkerDatabase _database = processes.Database;
    private readonly List<string> _before = processes.Database.Effects;

    [Fact]
    public async Task OneKey_FromEightProcessesAtOnce_RunsOnceAndAllGetItsAnswer()
    {
        int waited = 0;
        for (int key = 0; key < Keys; key++)
        {
            string runId = (await _database.Governance.StartRunAsync(PipelineWorker.WorkerHost.Scope)).RunId;
            (string[] answers, int progress) = await CallAsync(runId, "work", $"key-{key}");
            answers.Distinct().Should().ContainSingle().Which.Should().StartWith("Completed ");
            waited += progress;
        }

        _database.Effects.Except(_before).Should().HaveCount(Keys);
        _database.Effects.Should().OnlyHaveUniqueItems();
        output.WriteLine($"{Keys} keys, {processes.Callers.Length} processes, {waited} times told that the call is in progress");
    }

    [Fact]
    public async Task OneKeyThatNeedsApproval_IsAskedForOnceAndRunsOnceAfterwards()
    {
        for (int key = 0; key < AskingKeys; key++)
        {
            string runId = (await _database.Governance.StartRunAsync(PipelineWorker.WorkerHost.Scope)).RunId;
            string asked = (await CallAsync(runId, "pay", $"key-{key}")).Answers.Distinct().Should().ContainSingle("one approval is asked for").Which;
            asked.Should().StartWith("AwaitingApproval ");
            (await CallAsync(runId, "pay", $"key-{key}")).Answers.Distinct().Should().Equal(asked);
            await _database.Governance.Approvals.DecideAsync(asked.Split(' ')[1], ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"));

            (await CallAsync(runId, "pay", $"key-{key}")).Answers.Distinct().Should().ContainSingle("that it waited is not its answer for ever").Which.Should().StartWith("Completed ");
            await _database.VerifyAsync(runId);
        }

        _database.Effects.Except(_before).Should().HaveCount(AskingKeys);
        _database.Effects.Should().OnlyHaveUniqueItems();
    }

    /// <summary>Makes all processes call at once; returns their answers, and how often one was told that another is at it.</summary>
    private async Task<(string[] Answers, int Progress)> CallAsync(string runId, string action, string key)
    {
        WorkerProcess[] callers = processes.Callers;
        foreach (WorkerProcess caller in callers)
            await caller.WriteAsync($"{runId} {action} {key}");
        int progress = 0;
        string[] answers = new string[callers.Length];
        for (int i = 0; i < callers.Length; i++)
        {
            string line;
            for (; (line = (await callers[i].ReadAsync())!).StartsWith("progress ", StringComparison.Ordinal); progress++)
                line.Should().Be($"progress {runId} {key}");
            line.Should().StartWith($"outcome {runId} {key} ");
            answers[i] = line[$"outcome {runId} {key} ".Length..];
        }

        return (answers, progress);
    }
}
