namespace Hammer.Running;

internal sealed record HammerOptions(int Processes, int Callers, TimeSpan Duration, int Count, int Runs, int Batch, int Rounds, bool Kill, int Restarts, TimeSpan OpenFor, int Seed);
