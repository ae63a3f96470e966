/**
 * Servers whose behaviour is scripted or real ({@link io.hawser.testkit.ScriptedHttpServer},
 * {@link io.hawser.testkit.NginxServer}), faults on the way to them ({@link io.hawser.testkit.FaultProxy}), content to
 * serve ({@link io.hawser.testkit.Content}), commands to run ({@link io.hawser.testkit.Command}), and a check for what
 * tests leave open ({@link io.hawser.testkit.LeakChecked}).
 */
package io.hawser.testkit;
