namespace Hammer.Running;

internal sealed record HammerOptions(int Processes, int Callers, TimeSpan Duration, int Count, int Runs, bool Kill, int Restarts, TimeSpan OpenFor, int Seed);
