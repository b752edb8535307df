using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Driving;
using Spico.Load.Measuring;
using Spico.Load.Reporting;

namespace Spico.Load.Tests.Measuring;

public sealed class LoadWindowTests
{
    [Theory]
    [InlineData(1.3, null)]
    [InlineData(1.5, "driver saturated, void: it used 1.50 of 2 cores")]
    public void A_driver_that_takes_most_of_the_machine_measures_itself(double cores, string? fault)
    {
        Measurement measured = WindowFigures.Of(Window(LoadShape.Closed(4), driverCores: cores), 2, isStored: true);
        Assert.Equal(fault, measured.Void);
    }

    [Fact]
    public void A_driver_that_sends_late_is_void_too()
    {
        LoadWindow late = Window(LoadShape.Open(100), lagMilliseconds: 80);
        Assert.Equal("driver saturated, void: it sent 80 ms late at p99", late.DriverFault(2));
        Assert.Null(Window(LoadShape.Open(100), lagMilliseconds: 20).DriverFault(2));
    }

    [Fact]
    public void An_open_load_that_is_not_acked_at_its_rate_is_not_sustained()
    {
        Assert.Null(Window(LoadShape.Open(100)).Shortfall);
        Assert.Equal("100/s acked", Window(LoadShape.Open(200)).Shortfall);
        Assert.Null(Window(LoadShape.Closed(200)).Shortfall);
        Assert.Contains("given up", (Window(LoadShape.Open(100)) with { IsOverrun = true }).Shortfall!);
    }

    [Fact]
    public void Figures_are_the_differences_of_the_counters()
    {
        SortedDictionary<string, double> figures =
            WindowFigures.Of(Window(LoadShape.Open(100)), 2, isStored: true).Figures;
        Assert.Equal(100, figures["acked"], 0.001);
        Assert.Equal(800, figures["delivered"], 0.001);
        Assert.Equal(15 / 0.008, figures["cpu"], 0.01);
        Assert.Equal(1, figures["cores.server"], 0.001);
        Assert.Equal(250, figures["wire"], 0.001);
        Assert.Equal(0.5, figures["flushes"], 0.001);
        Assert.Equal(2, figures["allocated"], 0.001);
    }

    [Fact]
    public void What_could_not_be_counted_is_left_out_and_not_told_as_nothing()
    {
        LoadWindow window = Window(LoadShape.Open(100));
        window = window with { End = window.End with { Allocated = null, LogFlushes = null, Received = 0 } };
        SortedDictionary<string, double> figures = WindowFigures.Of(window, 2, isStored: true).Figures;
        Assert.DoesNotContain("allocated", figures.Keys);
        Assert.DoesNotContain("flushes", figures.Keys);
        Assert.DoesNotContain("wire", figures.Keys);
    }

    private static LoadWindow Window(LoadShape shape, double driverCores = 0.5, int lagMilliseconds = 0)
    {
        var begin = new Snapshot
        {
            At = 1_000_000,
            Acked = 0,
            Delivered = 0,
            DriverCpu = 1,
            ServerCpu = 1,
            StoreCpu = 1,
            ServerMemory = 1,
            StoreMemory = 1,
            Allocated = 0,
            LogFlushes = 0,
        };
        Snapshot end = begin with
        {
            At = 1_000_000 + (10 * Stopwatch.Frequency),
            Acked = 1000,
            Delivered = 8000,
            DriverCpu = 1 + (10 * driverCores),
            ServerCpu = 11,
            StoreCpu = 6,
            Received = 250 * 8000,
            LogFlushes = 500,
            Allocated = 2 * 1024 * 1000,
        };
        var lags = new LongHistogram(LatencyWindow.HighestMicroseconds, 3);
        lags.RecordValue(Math.Max(1, lagMilliseconds * 1000));
        LongHistogram none = new(LatencyWindow.HighestMicroseconds, 3);
        return new LoadWindow(shape, begin, end, [begin, end], none, none, lags, IsOverrun: false);
    }
}
