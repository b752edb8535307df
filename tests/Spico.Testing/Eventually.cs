using System.Diagnostics;

namespace Spico.Testing;

/// <summary>Waits for conditions with a name. The only place in the tests where time is waited for.</summary>
public static class Eventually
{
    /// <summary>Long enough for anything on a busy and slow machine of two cores.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a value is as expected, and returns it.</summary>
    /// <param name="phase">What is waited for, as a sentence: "bob sees the removal".</param>
    /// <param name="read">Reads the value. What it throws counts as "not yet" and is shown at the end.</param>
    /// <param name="isExpected">Whether the value will do.</param>
    /// <param name="expected">What is expected, in words.</param>
    /// <param name="timeout">How long at most; <see cref="Patience"/> when not said.</param>
    public static async Task<T> Becomes<T>(
        string phase, Func<Task<T>> read, Func<T, bool> isExpected, string expected, TimeSpan? timeout = null)
    {
        TimeSpan patience = timeout ?? Patience;
        var clock = Stopwatch.StartNew();
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            string actual;
            Exception? failure = null;
            try
            {
                T value = await read();
                if (isExpected(value))
                {
                    return value;
                }

                actual = Describe(value);
            }
            catch (Exception exception)
            {
                actual = $"{exception.GetType().Name}: {exception.Message}";
                failure = exception;
            }

            if (clock.Elapsed > patience)
            {
                throw new TimeoutException(
                    $"{phase}: not within {patience.TotalSeconds:0.#} s. Expected: {expected}. Actual: {actual}",
                    failure);
            }

            await Task.Delay(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>As above, for a value that is at hand.</summary>
    public static Task<T> Becomes<T>(
        string phase, Func<T> read, Func<T, bool> isExpected, string expected, TimeSpan? timeout = null) =>
        Becomes(phase, () => Task.FromResult(read()), isExpected, expected, timeout);

    /// <summary>Waits until something is so.</summary>
    public static Task IsTrue(string phase, Func<bool> condition, TimeSpan? timeout = null) =>
        Becomes(phase, () => Task.FromResult(condition()), so => so, "true", timeout);

    /// <summary>Tries until it no longer fails.</summary>
    public static Task Succeeds(string phase, Func<Task> action, TimeSpan? timeout = null) =>
        Becomes<bool>(phase, () => WithResult(action()), _ => true, "success", timeout);

    /// <summary>Waits for a task that must end by itself, and says what was waited for when it does not.</summary>
    public static async Task<T> Completes<T>(string phase, Task<T> task, TimeSpan? timeout = null)
    {
        TimeSpan patience = timeout ?? Patience;
        try
        {
            return await task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{phase}: not within {patience.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>As above, without a result.</summary>
    public static Task Completes(string phase, Task task, TimeSpan? timeout = null) =>
        Completes(phase, WithResult(task), timeout);

    private static async Task<bool> WithResult(Task task)
    {
        await task;
        return true;
    }

    private static string Describe<T>(T value) => value switch
    {
        null => "null",
        string text => text,
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object?>()) + "]",
        _ => value.ToString() ?? "",
    };
}
