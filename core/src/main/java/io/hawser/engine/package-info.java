/** The engine: plans a copy, moves its bytes, tries again, verifies and publishes. It knows stores only by their interface. */
package io.hawser.engine;
